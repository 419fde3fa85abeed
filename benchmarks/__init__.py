"""What has a number: ratios taken in one run, for absolute times are noise. Run by `make bench`; not tests."""
