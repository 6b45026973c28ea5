"""The status report (statusnotat) to the Social Committee, in Danish."""
