"""Reading the plans that offices write by hand: terms, doers, money, and the table around them.

What is understood is given a shape; what is not is kept as text and named, never guessed.
"""
