"""The papers on privacy, made from the code and the settings: record of processing, data map, threats, assessment."""
