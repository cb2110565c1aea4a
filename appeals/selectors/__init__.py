"""Named reads of appeals: they return querysets or values and write nothing."""
