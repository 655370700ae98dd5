"""Tests of the workbooks that go back to senders, and of writing them safely."""
