import logging

logging.basicConfig(format="%(levelname)s:%(name)s:%(lineno)d:%(message)s", level=logging.DEBUG)
logging.debug("hidden from nobody")
logging.getLogger("part").warning("value %d of %s", 3, "three")
logging.shutdown()
