"""The greatest errors of values.fsx, in units in the last place, against mpmath: compare.py values.txt [operation ...]"""
import math, struct, sys
from collections import defaultdict
from mpmath import mp, mpf, inf
import mpmath as m

mp.dps = 60

def e(x): return m.exp(-abs(x))
def sigmoid(x): return 1 / (1 + m.exp(-x)) if x > 0 else m.exp(x) / (1 + m.exp(x))
def sigmoid1(x): return e(x) / (1 + e(x)) ** 2
def sigmoid2(x): return -sigmoid1(x) * m.tanh(x / 2)
def softplus(x): return max(x, mpf(0)) + m.log1p(e(x))
def phi(x): return m.exp(-x * x / 2) / m.sqrt(2 * m.pi)
def normal(x): return m.erfc(-x / m.sqrt(2)) / 2
A = 2 * m.sqrt(2 / m.pi)
B = A * mpf("0.044715")
def v(x): return A * x + B * x ** 3
def v1(x): return A + 3 * B * x ** 2
def v2(x): return 6 * B * x
def sinc(x, n):
    if abs(x) < 2:
        t = m.pi * x
        return m.pi ** n * m.nsum(lambda k: (-1) ** k * t ** (2 * k - n) / ((2 * k + 1) * m.factorial(2 * k - n)), [(n + 1) // 2, 60])
    with m.workdps(120):
        s, c, t = m.sinpi(x), m.cospi(x), m.pi * x
        f = s / t
        if n == 0: return f
        f1 = (m.pi * c - m.pi * f) / t
        if n == 1: return f1
        return (-m.pi ** 2 * s - 2 * m.pi * f1) / t
def wide(f):
    def g(x):
        with m.workdps(700): return f(x)
    return g

F = {
    "Exp": (m.exp, m.exp, m.exp),
    "Expm1": (m.expm1, m.exp, m.exp),
    "Log": (m.log, lambda x: 1 / x, lambda x: -1 / x ** 2),
    "Log1p": (m.log1p, lambda x: 1 / (1 + x), lambda x: -1 / (1 + x) ** 2),
    "Log2": (lambda x: m.log(x) / m.log(2), lambda x: 1 / x / m.log(2), lambda x: -1 / x ** 2 / m.log(2)),
    "Log10": (lambda x: m.log(x) / m.log(10), lambda x: 1 / x / m.log(10), lambda x: -1 / x ** 2 / m.log(10)),
    "Log1mExp": (lambda x: m.log(-m.expm1(x)) if x > -1 else m.log1p(-m.exp(x)), lambda x: -1 / m.expm1(-x), lambda x: -m.exp(-x) / m.expm1(-x) ** 2),
    "Sqrt": (m.sqrt, lambda x: 1 / m.sqrt(x) / 2, lambda x: -1 / x / m.sqrt(x) / 4),
    "Rsqrt": (lambda x: 1 / m.sqrt(x), lambda x: -1 / x / m.sqrt(x) / 2, lambda x: mpf(3) / 4 / x ** 2 / m.sqrt(x)),
    "Cbrt": (lambda x: m.sign(x) * m.cbrt(abs(x)), lambda x: 1 / m.cbrt(abs(x)) ** 2 / 3, lambda x: -m.sign(x) * 2 / m.cbrt(abs(x)) ** 5 / 9),
    "Square": (lambda x: x * x, lambda x: 2 * x, lambda x: mpf(2)),
    "Reciprocal": (lambda x: 1 / x, lambda x: -1 / x ** 2, lambda x: 2 / x ** 3),
    "Sin": (m.sin, m.cos, lambda x: -m.sin(x)),
    "Cos": (m.cos, lambda x: -m.sin(x), lambda x: -m.cos(x)),
    "Tan": (m.tan, lambda x: m.sec(x) ** 2, lambda x: 2 * m.tan(x) * m.sec(x) ** 2),
    "Asin": (m.asin, lambda x: 1 / m.sqrt(1 - x * x), lambda x: x / m.sqrt(1 - x * x) ** 3),
    "Acos": (m.acos, lambda x: -1 / m.sqrt(1 - x * x), lambda x: -x / m.sqrt(1 - x * x) ** 3),
    "Atan": (m.atan, lambda x: 1 / (1 + x * x), lambda x: -2 * x / (1 + x * x) ** 2),
    "Sinh": (m.sinh, m.cosh, m.sinh),
    "Cosh": (m.cosh, m.sinh, m.cosh),
    "Tanh": (m.tanh, lambda x: m.sech(x) ** 2, lambda x: -2 * m.tanh(x) * m.sech(x) ** 2),
    "Asinh": (lambda x: m.sign(x) * wide(m.asinh)(abs(x)), lambda x: 1 / m.sqrt(1 + x * x), lambda x: -x / m.sqrt(1 + x * x) ** 3),
    "Acosh": (m.acosh, lambda x: 1 / m.sqrt(x - 1) / m.sqrt(x + 1), lambda x: -x / (m.sqrt(x - 1) * m.sqrt(x + 1)) ** 3),
    "Atanh": (wide(m.atanh), lambda x: 1 / (1 - x * x), lambda x: 2 * x / (1 - x * x) ** 2),
    "Sigmoid": (sigmoid, sigmoid1, sigmoid2),
    "LogSigmoid": (lambda x: -softplus(-x), lambda x: sigmoid(-x), lambda x: -sigmoid1(x)),
    "Softplus": (softplus, sigmoid, sigmoid1),
    "Silu": (lambda x: x * sigmoid(x), lambda x: sigmoid(x) * (1 + x * sigmoid(-x)), lambda x: sigmoid1(x) * (2 - x * m.tanh(x / 2))),
    "Gelu": (lambda x: x * normal(x), lambda x: normal(x) + x * phi(x), lambda x: phi(x) * (2 - x * x)),
    "GeluTanh": (lambda x: x * sigmoid(v(x)),
                 lambda x: sigmoid(v(x)) * (1 + x * sigmoid(-v(x)) * v1(x)),
                 lambda x: sigmoid1(v(x)) * (2 * v1(x) + x * v2(x) - x * v1(x) ** 2 * m.tanh(v(x) / 2))),
    "Erf": (m.erf, lambda x: 2 / m.sqrt(m.pi) * m.exp(-x * x), lambda x: -4 * x / m.sqrt(m.pi) * m.exp(-x * x)),
    "Erfc": (m.erfc, lambda x: -2 / m.sqrt(m.pi) * m.exp(-x * x), lambda x: 4 * x / m.sqrt(m.pi) * m.exp(-x * x)),
    "Elu": (lambda x: x if x > 0 else m.expm1(x), lambda x: mpf(1) if x > 0 else m.exp(x), lambda x: mpf(0) if x > 0 else m.exp(x)),
    "Lgamma": (lambda x: m.log(abs(m.gamma(x))) if abs(x) < 1e5 else m.loggamma(x) if x > 0 else None, lambda x: m.psi(0, x), lambda x: m.psi(1, x)),
    "Digamma": (lambda x: m.psi(0, x), lambda x: m.psi(1, x), lambda x: m.psi(2, x)),
    "Sinc": tuple((lambda x, n=n: sinc(x, n)) for n in range(3)),
    "Pow2.5": (lambda x: x ** 2 * m.sqrt(x), lambda x: mpf(5) / 2 * x * m.sqrt(x), lambda x: mpf(15) / 4 * m.sqrt(x)),
    "Pow-1.5": (lambda x: 1 / x / m.sqrt(x), lambda x: -mpf(3) / 2 / x ** 2 / m.sqrt(x), lambda x: mpf(15) / 4 / x ** 3 / m.sqrt(x)),
}
DOMAIN = {"Log": (0, inf), "Log2": (0, inf), "Log10": (0, inf), "Sqrt": (0, inf), "Rsqrt": (0, inf), "Log1p": (-1, inf), "Log1mExp": (-inf, 0),
          "Asin": (-1, 1), "Acos": (-1, 1), "Atanh": (-1, 1), "Acosh": (1, inf), "Pow2.5": (0, inf), "Pow-1.5": (0, inf),
          "XLogY": (0, inf), "Lgamma": (-170, inf), "Digamma": (-170, inf), "Sinc": (-1e6, 1e6), "Tan": (-1e15, 1e15)}
def lae(x, y): return max(x, y) + m.log1p(m.exp(-abs(x - y)))
def sq(x, y): return x * x + y * y
PAIRS = {
    "LogAddExp": {"0": lae, "x": lambda x, y: sigmoid(x - y), "y": lambda x, y: sigmoid(y - x), "xx": lambda x, y: sigmoid1(x - y), "xy": lambda x, y: -sigmoid1(x - y), "yy": lambda x, y: sigmoid1(x - y)},
    "LogSoftmax": {"0": lambda x, y: -softplus(y - x), "x": lambda x, y: sigmoid(y - x), "y": lambda x, y: -sigmoid(y - x), "xx": lambda x, y: -sigmoid1(x - y), "xy": lambda x, y: sigmoid1(x - y), "yy": lambda x, y: -sigmoid1(x - y)},
    "Softmax": {"0": lambda x, y: sigmoid(x - y), "x": lambda x, y: sigmoid1(x - y), "y": lambda x, y: -sigmoid1(x - y), "xx": lambda x, y: sigmoid2(x - y), "xy": lambda x, y: -sigmoid2(x - y), "yy": lambda x, y: sigmoid2(x - y)},
    "BinaryCrossEntropy1": {"0": lambda x, y: softplus(-x), "x": lambda x, y: -sigmoid(-x), "xx": lambda x, y: sigmoid1(x)},
    "Hypot": {"0": lambda x, y: m.sqrt(sq(x, y)), "x": lambda x, y: x / m.sqrt(sq(x, y)), "y": lambda x, y: y / m.sqrt(sq(x, y)), "xx": lambda x, y: y * y / m.sqrt(sq(x, y)) ** 3, "xy": lambda x, y: -x * y / m.sqrt(sq(x, y)) ** 3, "yy": lambda x, y: x * x / m.sqrt(sq(x, y)) ** 3},
    "Atan2": {"0": m.atan2, "x": lambda y, x: x / sq(x, y), "y": lambda y, x: -y / sq(x, y), "xx": lambda y, x: -2 * x * y / sq(x, y) ** 2, "xy": lambda y, x: (y * y - x * x) / sq(x, y) ** 2, "yy": lambda y, x: 2 * x * y / sq(x, y) ** 2},
    "XLogY": {"0": lambda x, y: x * m.log(y), "x": lambda x, y: m.log(y), "y": lambda x, y: x / y, "xy": lambda x, y: 1 / y, "yy": lambda x, y: -x / y ** 2},
}
SIZES = {"Float32": (24, -126, 128), "Float64": (53, -1022, 1024)}

def ulps(dtype, value, reference):
    bits, least, most = SIZES[dtype]
    if reference == 0: return 0.0 if value == 0 else math.inf
    exponent = m.frexp(abs(reference))[1] - 1
    if exponent < least: return None
    if exponent >= most or not math.isfinite(value): return None if exponent >= most - 1 else math.inf
    return float(abs(mpf(value) - reference) / mpf(2) ** (exponent - bits + 1))

worst = defaultdict(list)
only = sys.argv[2:]
for line in open(sys.argv[1]):
    name, dtype, order, *x, value = line.split()
    if only and name not in only: continue
    x = [mpf(float(t)) for t in x]
    low, high = DOMAIN.get(name, (-inf, inf))
    if not low < x[-1] < high: continue
    try:
        if len(x) > 1 and order not in PAIRS[name]: continue
        reference = F[name][int(order)](*x) if len(x) == 1 else PAIRS[name][order](*x)
    except (ValueError, OverflowError, ZeroDivisionError):
        continue
    if reference is None or isinstance(reference, m.mpc) : continue
    error = ulps(dtype, float(value), reference)
    if error is not None: worst[name, dtype, order].append((error, [float(t) for t in x], float(value), float(reference)))
print(f"{'operation':12}{'dtype':9}order  >4 of n      worst ulp  at x")
for key, errors in worst.items():
    errors.sort(reverse=True)
    over = sum(1 for error in errors if error[0] > 4)
    error, x, value, reference = errors[0]
    print(f"{key[0]:12}{key[1]:9}{key[2]}  {over:5} {len(errors):5} {error:12.4g}  {x!r} -> {value!r} for {reference!r}" )
