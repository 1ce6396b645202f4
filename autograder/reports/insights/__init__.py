"""What a class knows and what it does not: computed as plain data from results, then drawn as one page for a lecture.

`facts` has the data's classes, `compute` makes them, `page` draws them. No name of a student is in any of them.
"""
