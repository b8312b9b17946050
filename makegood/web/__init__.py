"""The web: everything put together behind HTTP, the API and the pages."""
