"""The programming interface under ``/api/v1``: the same desk as the pages', answers in JSON. It is only added to."""
