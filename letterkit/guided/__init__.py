"""What the interview and the local page share: questions, answers, and the letter so far."""
