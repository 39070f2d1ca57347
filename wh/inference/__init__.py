"""What follows from what is said, and what cannot all be true: intervals, linear relations, and a fixed point.

Pure functions of arrays. Names, words, units and labels stay outside: variables, relations and positions are numbers.
"""
