"""The board of contacts: every enquiry that holds, and Table 1 of the status reports."""
