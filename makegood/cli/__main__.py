"""`python -m makegood.cli`, which is how `makegood up` starts its children."""

from makegood.cli import main

if __name__ == "__main__":
    main()
