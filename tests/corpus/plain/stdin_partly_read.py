print(input(), input())
