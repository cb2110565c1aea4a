"""The verbs of an appeal: each does its work in one transaction, or raises ``Refused`` and leaves nothing behind.

``intake`` files, ``drafts`` keeps the form until it is sent, ``triage`` sorts and routes, ``work`` is the responsible
body's and the controller's part, ``author`` the resident's. ``photos`` makes pictures harmless, ``claims`` knows codes.
"""
