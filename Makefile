# Thin aliases of run.py, for those who have make and the habit. Everything works without it.
.PHONY: run setup test check
run:
	python3 run.py
setup:
	python3 run.py setup
test:
	python3 run.py test
check:
	python3 run.py check
