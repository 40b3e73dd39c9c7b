"""`make fit`: what is learnt, out of our own data; writes kb/learned.npz and kb/weights.json.

maps       vectors of questions and passages, from corpus/asked
ranking    how signals of provisions count, from bench/questions/tuning, by cross-validation
sentences  how clues of sentences count, from the key facts of the same questions
unstated   which questions no legal text answers, from corpus/unstated.yaml and corpus/asked
refusal    when to say no, from the tuning questions

Nothing is learnt from the held-out questions.
"""
