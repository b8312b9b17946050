"""Exchange and reship: instead of money the buyer gets goods, other units or what was missing."""
