"""One page that shows what runs did: everything in one file, for a browser, a phone or a screen reader."""
