"""Five public papers of three areas as records, entered by the slices' own verbs.

People are posts, never names. Where a paper gives no day, the day is assumed and the
record says so. Action titles, owners and evidence are made up: the papers give numbers.
"""
