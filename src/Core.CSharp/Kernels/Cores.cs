using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Functional.Core.Kernels;

/// <summary>A piece of work that falls into chunks which do not depend on each other.</summary>
internal interface IChunks
{
    void Run(int chunk);
}

/// <summary>Runs chunks of work on all cores, the caller's among them, without allocating in the steady state.</summary>
internal static class Cores
{
    public static readonly int Count = Environment.ProcessorCount;

    /// <summary>Runs chunks 0 … <paramref name="chunks"/> − 1, in any order, and returns when all are done. The body is copied: it holds pointers, not results.</summary>
    public static void Run<TBody>(int chunks, in TBody body)
        where TBody : struct, IChunks
    {
        var helpers = Math.Min(Count, chunks) - 1;
        if (helpers < 1)
        {
            for (var i = 0; i < chunks; i++)
                body.Run(i);
            return;
        }
        Job<TBody>.Run(chunks, helpers, body);
    }

    private sealed class Job<TBody> : IThreadPoolWorkItem
        where TBody : struct, IChunks
    {
        // One finished job is kept for the next call.
        private static Job<TBody>? spare;

        // A helper's last chunk is shorter than the sleep and the waking of its caller would be.
        private readonly ManualResetEventSlim finished = new(false, spinCount: 1000);
        private TBody body;
        private Exception? error;
        private int chunks;
        private int next;
        private int done;
        private int holders;

        public static void Run(int chunks, int helpers, in TBody body)
        {
            var job = Interlocked.Exchange(ref spare, null) ?? new Job<TBody>();
            (job.body, job.chunks, job.next, job.done, job.error) = (body, chunks, 0, 0, null);
            job.holders = helpers + 1;
            job.finished.Reset();
            for (var i = 0; i < helpers; i++)
                ThreadPool.UnsafeQueueUserWorkItem(job, preferLocal: false);
            job.Work();
            job.finished.Wait();
            var error = job.error;
            job.Release();
            if (error is not null)
                ExceptionDispatchInfo.Throw(error);
        }

        public void Execute()
        {
            Work();
            Release();
        }

        private void Work()
        {
            for (int i; (i = Interlocked.Increment(ref next) - 1) < chunks; )
            {
                try
                {
                    body.Run(i);
                }
                catch (Exception e)
                {
                    error = e;
                }
                if (Interlocked.Increment(ref done) == chunks)
                    finished.Set();
            }
        }

        /// <summary>A helper may come after the work is done, so only the last to leave gives the job back.</summary>
        private void Release()
        {
            if (Interlocked.Decrement(ref holders) == 0)
                Volatile.Write(ref spare, this);
        }
    }
}
