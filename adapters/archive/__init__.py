"""The delivery to the archive that comes before a deletion: one folder, written whole or not at all."""
