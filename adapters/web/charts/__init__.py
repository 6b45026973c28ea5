"""Charts as plain geometry: positions in per cent, drawn by a template as SVG with a table beside."""
