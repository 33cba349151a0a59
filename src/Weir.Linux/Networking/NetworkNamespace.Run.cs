using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Weir.Linux.Networking.Interop;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux;

public sealed partial class NetworkNamespace
{
    /// <summary>Runs code inside the namespace, on a thread of its own, and waits for it.</summary>
    /// <param name="body">
    /// The code. It must be synchronous, and must not start tasks, timers or asynchronous input and output: a thread that .NET
    /// starts on its behalf (a pool worker, say) is born in this namespace and stays in it when it later serves others.
    /// Sockets opened inside belong to the namespace for good and may be used outside.
    /// </param>
    /// <exception cref="UnauthorizedAccessException">The process lacks CAP_SYS_ADMIN.</exception>
    /// <remarks>
    /// What the code throws is rethrown here, with its own stack trace. Code that allocates much may be what makes .NET start its
    /// background collector, which then keeps the namespace alive until this process ends; a long-lived process that enters many
    /// namespaces switches it off (<c>ConcurrentGarbageCollection</c>).
    /// </remarks>
    public void Run(Action body) => Run(() =>
    {
        body();
        return 0;
    });

    /// <inheritdoc cref="Run(Action)"/>
    /// <returns>What the code returned.</returns>
    /// <typeparam name="T">The result; a task is refused, since its continuation would run in another namespace.</typeparam>
    public T Run<T>(Func<T> body)
    {
        if (typeof(T).IsAssignableTo(typeof(Task)) || typeof(T).Name.StartsWith(nameof(ValueTask), StringComparison.Ordinal))
            throw new ArgumentException("Code inside a network namespace must be synchronous: after an await it would go on in another namespace.", nameof(body));

        RuntimeThreads.EnsureStarted();
        return OnOwnThread(() =>
        {
            if (LibC.setns(_descriptor, CLONE_NEWNET) != 0)
                throw SystemError.Last($"Entering the network namespace {Description}", "CAP_SYS_ADMIN");
            return body();
        });
    }

    /// <summary>Starts a process inside the namespace.</summary>
    /// <param name="startInfo">What to start; <see cref="ProcessStartInfo.UseShellExecute"/> must be false.</param>
    /// <returns>The process, to be waited for and disposed by the caller.</returns>
    /// <exception cref="UnauthorizedAccessException">The process lacks CAP_SYS_ADMIN.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The program could not be started.</exception>
    public Process StartProcess(ProcessStartInfo startInfo) => Run(() => Process.Start(startInfo)!);

    // A fresh thread for each call: it ends where it is, so no thread in the wrong namespace is ever handed back for reuse.
    private static T OnOwnThread<T>(Func<T> body)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = body();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        })
        { IsBackground = true, Name = "network namespace" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    // .NET starts its signal thread with the first child process and its socket thread with the first socket, on the thread
    // that happens to be first. Started inside a namespace they would stay there and keep it alive until this process ends.
    private static class RuntimeThreads
    {
        static RuntimeThreads()
        {
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, static _ => { }).Dispose();
            new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified).Dispose();
        }

        public static void EnsureStarted()
        {
        }
    }
}
