"""Known words about a person, and the search for them in everything that an installation leaves anywhere."""
