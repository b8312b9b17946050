"""The tidy tests: the rules of the house that a machine can check. A failure says where and what to do."""
