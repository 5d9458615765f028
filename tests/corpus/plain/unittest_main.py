import io
import sys
import unittest


class Arithmetic(unittest.TestCase):
    def test_add(self):
        self.assertEqual(1 + 1, 2)

    def test_wrong(self):
        self.assertEqual(1 + 1, 3)


report = io.StringIO()
program = unittest.main(exit=False, testRunner=unittest.TextTestRunner(stream=report))
print(len(program.result.failures), program.result.testsRun)
sys.exit(not program.result.wasSuccessful())
