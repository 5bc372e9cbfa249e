"""The partnership's published papers: versions, signatures, assurance."""
