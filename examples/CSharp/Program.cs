using Functional.Core;
using Functional.CSharpExample;

// A network with one hidden layer learns y = sin 3x from noisy points.
var (data, start) = Key.Of(1).Split();
var (places, noises) = data.Split();
var x = places.Uniform([200, 1], -1, 1);
var y = Tensor.Sin(3 * x) + 0.05 * noises.Normal([200, 1]);

Tensor Loss(Network network) => Tensor.Square(network.Apply(x) - y).Sum() / x.Count;

// A gradient is a Network as well: the step is arithmetic on two of them.
var lossAndGradient = Ad.ValueAndGrad<Network>(Loss);
var network = Network.Initial(hidden: 16, start);
for (var step = 0; step <= 1000; step++)
{
    var (loss, gradient) = lossAndGradient(network);
    if (step % 250 == 0)
        Console.WriteLine($"step {step, 4}: loss {loss.ToScalar():F5}");
    network = Tree.Map2((p, g) => p - 0.3 * g, network, gradient);
}

// The curvature along the last gradient, for a few times the cost of the loss: no Hessian is made.
var direction = lossAndGradient(network).Gradient;
var curved = Ad.Hvp(Loss, network, direction);
Console.WriteLine($"curvature along the gradient {Dot(direction, curved) / Dot(direction, direction):F3}");

// The network in a file, for Python as well; there in full or not at all.
var file = Path.Combine(Path.GetTempPath(), $"functional-{Guid.NewGuid():N}.safetensors");
TensorFile.Save(file, network);
var loaded = TensorFile.Load(file, Network.Initial(hidden: 16, Key.Of(2)));
Console.WriteLine($"saved {string.Join(", ", TensorFile.Read(file).Keys)}; loaded the same: {loaded == network}");
File.Delete(file);

// What a gradient computes, as an expression.
var derivative = Ad.Explain(Ad.Grad<Tensor>(v => 4 / v), Tensor.One);
Console.WriteLine($"derivative of 4 / x:       {derivative.ToExpression()}");

// A function with a pullback of one's own: the identity, whose gradient is kept within ±1.
var clipped = Ad.CustomPullback<Tensor, Tensor>(v => v, (_, _, yBar) => Tensor.Clamp(yBar, -1, 1));
var steep = Tensor.Create([-3.0, 0.1, 2.0]);
Console.WriteLine($"gradient of Σ v²:          {Show(Ad.Grad<Tensor>(v => Tensor.Square(v).Sum())(steep))}");
Console.WriteLine($"kept within ±1 by a rule:  {Show(Ad.Grad<Tensor>(v => Tensor.Square(clipped(v)).Sum())(steep))}");

static double Dot(Network a, Network b) =>
    Tree.Flatten(a).Zip(Tree.Flatten(b), (p, q) => (p * q).Sum().ToScalar()).Sum();

static string Show(Tensor v) => string.Join("  ", v.ToArray().Select(number => number.ToString("F2")));
