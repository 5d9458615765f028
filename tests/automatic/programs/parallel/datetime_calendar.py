from datetime import date, timedelta


def friday_13ths(year):
    d = date(year, 1, 1)
    hits = []
    while d.year == year:
        if d.day == 13 and d.weekday() == 4:
            hits.append(d)
        d += timedelta(days=1)
    return hits


by_year = {y: friday_13ths(y) for y in range(1900, 2100)}
print(sum(len(v) for v in by_year.values()))
print([d.isoformat() for d in by_year[2026]])
busiest = [y for y, v in by_year.items() if len(v) == 3]
print(len(busiest), busiest[:5], max(by_year[2000]) - min(by_year[1999]))
