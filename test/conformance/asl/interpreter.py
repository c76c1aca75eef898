"""Runs state machines in moto's interpreter, one after the other: a line of JSON in is a job, a line out is how it ended.

Job: {"definition", "input", "tasks" (the URL of a server that is asked for the tasks), "speed"}. How it ended: {"status", "error"}.
"""
import json
import logging
import os
import sys
import time
import types
import urllib.request
from io import BytesIO

from botocore.exceptions import ClientError
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_map.item_reader.eval import resource_eval_s3
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_events,
    state_task_service_sqs,
)
from moto.stepfunctions.parser.asl.eval.evaluation_details import (
    AWSExecutionDetails,
    EvaluationDetails,
    ExecutionDetails,
    StateMachineDetails,
)
from moto.stepfunctions.parser.asl.eval.program_state import ProgramEnded, ProgramError, ProgramTimedOut
from moto.stepfunctions.parser.backend.execution_worker import SyncExecutionWorker

logging.disable(logging.CRITICAL)  # what fails in a scenario is meant to
job = {}


def ask(service, parameters):
    request = urllib.request.Request(
        f"{job['tasks']}/{service}", json.dumps(parameters).encode(), {"content-type": "application/json"}
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        return json.load(answer)


def service_error(name, message, operation):
    """The parser puts the service before the code: Lambda.TooManyRequestsException."""
    code = name.split(".", 1)[1]
    metadata = {"HTTPStatusCode": 429, "RequestId": "request"}
    return ClientError({"Error": {"Code": code, "Message": message}, "ResponseMetadata": metadata}, operation)


class Client:
    def invoke(self, FunctionName, Payload=b"{}", **_rest):
        answer = ask("lambda", {"FunctionName": FunctionName, "Payload": json.loads(Payload)})
        if "serviceError" in answer:
            raise service_error(answer["serviceError"], answer["message"], "Invoke")
        if "functionError" in answer:
            body = BytesIO(json.dumps(answer["functionError"]).encode())
            return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": body}
        return {"StatusCode": 200, "ExecutedVersion": "$LATEST", "Payload": BytesIO(json.dumps(answer["result"]).encode())}

    def send_message(self, **parameters):
        answer = ask("sqs", parameters)
        if "serviceError" in answer:
            raise service_error(answer["serviceError"], answer["message"], "SendMessage")
        return {"MessageId": "message"}

    def get_object(self, **parameters):
        return {"Body": BytesIO(json.dumps(ask("s3", parameters)["result"]).encode())}

    def put_events(self, Entries):
        entries = [{**entry, "Detail": json.loads(entry["Detail"])} for entry in Entries]
        answer = ask("events", {"Entries": entries})
        if "serviceError" in answer:
            raise service_error(answer["serviceError"], answer["message"], "PutEvents")
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "event"} for _ in Entries]}


def client_for(*_given, **_named):
    return Client()


lambda_eval_utils.boto_client_for = client_for
state_task_service_sqs.boto_client_for = client_for
state_task_service_events.boto_client_for = client_for
resource_eval_s3.boto_client_for = client_for
# Only its waits between tries are shorter: time-outs are those of the definition.
retrier_decl.time = types.SimpleNamespace(sleep=lambda seconds: time.sleep(seconds / job["speed"]))

role = "arn:aws:iam::000000000000:role/state-machine"
machine = "arn:aws:states:us-east-1:000000000000:stateMachine:checked"
execution = "arn:aws:states:us-east-1:000000000000:execution:checked:run"
started = "2026-05-04T12:00:00.000Z"


class Communication:
    def terminated(self):
        pass


def run():
    worker = SyncExecutionWorker(
        evaluation_details=EvaluationDetails(
            AWSExecutionDetails("000000000000", "us-east-1", role),
            ExecutionDetails(execution, "run", role, job["input"], started),
            StateMachineDetails(machine, "checked", "STANDARD", json.dumps(job["definition"])),
        ),
        exec_comm=Communication(),
        cloud_watch_logging_session=None,
        activity_store={},
    )
    worker.start()
    state = worker.env.program_state()
    if isinstance(state, ProgramEnded):
        return {"status": "SUCCEEDED"}
    if isinstance(state, ProgramTimedOut):
        return {"status": "FAILED", "error": "States.Timeout"}
    return {"status": "FAILED", "error": state.error.get("error") if isinstance(state, ProgramError) else str(state)}


for line in sys.stdin:
    job = json.loads(line)
    print(json.dumps(run()), flush=True)
os._exit(0)  # a task that hangs would hold the process
