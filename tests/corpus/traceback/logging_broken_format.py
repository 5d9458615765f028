import logging

logging.warning("%d apples", "many")
print("goes on")
