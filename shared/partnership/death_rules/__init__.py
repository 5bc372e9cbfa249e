"""Rules of child death reviews: values in, values out, no record touched.

Statutory ground is the Children Act 2004, sections 16M to 16P; how it is done is in the
Child Death Review Statutory and Operational Guidance (England, 2018).
"""
