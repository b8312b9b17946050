"""The merchant's workbench: the queue with its side panel, answers to many, inspection, statements, figures, notices."""
