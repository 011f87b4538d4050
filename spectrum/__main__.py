"""`python -m spectrum`: the command line."""

from spectrum.cli import cli

if __name__ == "__main__":
    cli(prog_name="python -m spectrum")
