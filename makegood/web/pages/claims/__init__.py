"""The pages of claims: what protects an order, one claim, lists of claims, and what insurers are due."""
