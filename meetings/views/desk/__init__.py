"""The desk of those who hold meetings: calendar, announcement, questions, the sheet, the door, the protocol."""
