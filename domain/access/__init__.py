"""Who may do what with which record: one pure policy. Source: domain sections 4 and 5, design section 7."""
