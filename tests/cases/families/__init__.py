"""The families of cases, one file each."""
