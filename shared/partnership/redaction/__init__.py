"""Find what could tell a child, a family or a professional, and put plain words there.

Rules only: text in, marks out, no record touched. What is found is a proposal. The
Child Death Review guidance (England, 2018) has panels read anonymised papers, and a
person reads each page to its end before anybody else does.
"""
