print("Grüße, señor, Ελλάδα, Привет, 日本語, 🦋, e\u0301, \u202eabc\u202c, \ufeff|")
