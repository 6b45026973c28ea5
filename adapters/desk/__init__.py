"""The desk: the one door of pages and programs to commands, vault, codes and exports. It asks the policy first."""
