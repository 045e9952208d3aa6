"""The planning desk: what the commands that ask of plans do, a file each: run, show, write."""
