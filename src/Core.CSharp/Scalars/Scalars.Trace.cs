namespace Functional.Core;

public static partial class Scalars
{
    /// <summary>
    /// Traces a function once, at an example, into a program that replays it on new inputs. The function must not depend on its numbers other than by
    /// operations on them: what it found when it compared or converted them is recorded, and checked in each replay.
    /// </summary>
    /// <param name="f">The function.</param>
    /// <param name="example">Inputs like those to come.</param>
    /// <param name="check">Whether replays check; without, a function that branches otherwise is replayed along the branch of the trace.</param>
    /// <exception cref="TraceException">The function captures a number that another call traces.</exception>
    public static ScalarProgram Trace(Func<Real[], Real> f, double[] example, bool check = true)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(example);
        var recorder = new ScalarRecorder("Scalars.Trace", refusesForeign: true);
        try
        {
            var answer = f(Array.ConvertAll(example, recorder.Watch));
            return new(recorder, example.Length, answer, check);
        }
        finally
        {
            recorder.End();
        }
    }
}
