"""Which category a text may mean: plain Python and NumPy, offline.

``folding`` makes spellings comparable, ``features`` counts what a text holds, ``model`` weighs it, ``ranking`` makes
three suggestions of it, ``fitting`` learns from examples, ``variation`` misspells examples the way people do,
``measure`` tells how good a model is.
"""
