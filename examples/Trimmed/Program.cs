using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Functional.Core;
using Functional.Trimmed;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Dense = Functional.Models.Dense;
using Mlp = Functional.Models.Mlp;

// With any argument: types that nothing keeps.
if (args.Length > 0)
    return Lost.Run() ? 0 : 1;

// Types within other types are kept by name; those that a transform is given are kept by its call.
Tree.Keep<Layer>();
Tree.Keep<Dense>();

var (w, b) = (Tensor.Create([1.0, 2.0]), Tensor.Create([3.0]));
var layer = new Layer(w, b);
Loss.Show("record", layer);
Loss.Show("records within a record", new Network(layer, new(b, w)));
Loss.Show("struct", new Damped(w, null, 3));
Loss.Show("class whose parts are set by name", new Named { W = w, B = b });
Loss.Show("inherited parts", new Stack { W = w, Layers = [layer, layer] });
Loss.Show("ITree", new Own(w, 2));
Loss.Show("tuple", (w, layer));
Loss.Show("tuple of .NET", Tuple.Create(w, (b, w)));
Loss.Show("array", new[] { layer, layer });
Loss.Show("list", new List<Tensor> { w, b });
Loss.Show("read-only list", new ReadOnlyCollection<Layer>([layer]));
Loss.Show("immutable list", ImmutableList.Create(layer));
Loss.Show("immutable array", ImmutableArray.Create(w, b));
Loss.Show("dictionary", new Dictionary<string, Layer> { ["b"] = layer, ["a"] = layer });
Loss.Show("sorted dictionary", new SortedDictionary<int, Tensor> { [2] = w, [1] = b });
Loss.Show("immutable dictionary", ImmutableDictionary<string, Tensor>.Empty.Add("b", w).Add("a", b));
Loss.Show("option of F#", FSharpOption<Layer>.Some(layer));
Loss.Show("list of F#", ListModule.OfSeq([layer, layer]));
Loss.Show("map of F#", MapModule.OfSeq([Tuple.Create("b", w), Tuple.Create("a", b)]));
Loss.Show("record of F#", new Mlp(ListModule.OfSeq([new Dense(w, b), new Dense(b, w)])));
return 0;
