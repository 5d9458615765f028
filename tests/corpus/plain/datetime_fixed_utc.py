import datetime
import time

moment = datetime.datetime.fromtimestamp(1_700_000_000, datetime.timezone.utc)
print(moment, moment.isoformat(), moment.strftime("%A %d %B %Y %j %U"), moment + datetime.timedelta(days=100, hours=5))
print(time.strftime("%Y-%m-%d", time.gmtime(0)), time.gmtime(86400 * 365).tm_yday)
