"""A town to try the service in: people, and a year of appeals that obey the same rules as real ones.

``plan`` holds the shares, ``people`` and ``map`` who lives and works where, ``words`` what they write, ``lives`` what
happens to an appeal, ``rows`` puts it all into the database, ``town`` leads.
"""
