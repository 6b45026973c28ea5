"""The demo municipality: synthetic people and codes, made by the same commands as people use."""
