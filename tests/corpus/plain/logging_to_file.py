import logging

logging.basicConfig(filename="program.log", format="%(levelname)s %(module)s %(message)s", level="INFO")
for k in range(5):
    logging.info("step %d", k)
logging.error("the end")
