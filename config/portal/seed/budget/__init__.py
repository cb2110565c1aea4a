"""The people's budget of the seeded town: one edition being built, one in its vote, one taking proposals in.

``plan`` holds the numbers, ``words`` what people propose, ``projects`` the applications, ``votes`` the ballots,
``works`` what became of the winners; ``editions`` leads.
"""
