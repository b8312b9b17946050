"""The pages: the same resources as HTML, a package for each part of the site."""
