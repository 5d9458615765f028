import decimal
import fractions

decimal.getcontext().prec = 40
print(decimal.Decimal(2).sqrt(), decimal.Decimal("0.1") + decimal.Decimal("0.2"), decimal.Decimal(0.1))
print(sum(fractions.Fraction(1, k) for k in range(1, 20)))
print(decimal.getcontext())
